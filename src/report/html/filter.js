"use strict";
// Shows only the items that contain every word in the box. Without scripts the page shows all of them.
(() => {
  const box = document.getElementById("filter");
  const count = document.getElementById("count");
  const items = Array.from(document.querySelectorAll(".item"), (item) => [
    item,
    `${item.dataset.find ?? ""} ${item.textContent}`.toLowerCase(),
  ]);
  const folds = document.querySelectorAll("details.list");
  const show = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [item, text] of items) {
      const fits = words.every((word) => text.includes(word));
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    document.body.classList.toggle("filtered", words.length > 0);
    count.textContent = words.length > 0 ? `${shown} of ${items.length}` : "";
    if (words.length > 0) for (const fold of folds) fold.open = true;
  };
  // `#filter=critical` in the address fills the box, so that a filtered page can be linked to.
  const fill = () => {
    const given = new URLSearchParams(location.hash.slice(1)).get("filter");
    if (given !== null) box.value = given;
    show();
  };
  box.addEventListener("input", show);
  addEventListener("hashchange", fill);
  addEventListener("beforeprint", () => {
    for (const fold of folds) fold.open = true;
  });
  document.getElementById("finder").hidden = items.length < 2;
  fill();
})();
