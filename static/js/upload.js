// input[data-filename]: the drop zone shows the name of the file that was chosen.
document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-filename]");
  if (field?.files.length) field.closest(".drop").querySelector("b").textContent = field.files[0].name;
});
