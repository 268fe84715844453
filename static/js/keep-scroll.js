// [data-keep-scroll]: a box that scrolls stays where it is when its surroundings are swapped.
const places = new Map();

document.addEventListener("htmx:beforeSwap", () => {
  for (const box of document.querySelectorAll("[data-keep-scroll]")) places.set(box.id, [box.scrollLeft, box.scrollTop]);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const box of document.querySelectorAll("[data-keep-scroll]")) {
    const place = places.get(box.id);
    if (place) [box.scrollLeft, box.scrollTop] = place;
  }
});
