// [data-open="#id"] opens a native dialog, [data-close] closes the one it stands in. One dialog may serve several
// openers: of its [data-when] parts it shows those that its opener's [data-for] names.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.querySelector(opener.dataset.open);
  for (const part of dialog?.querySelectorAll("[data-when]") ?? []) part.hidden = part.dataset.when !== opener.dataset.for;
  dialog?.showModal();
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});
