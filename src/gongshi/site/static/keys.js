// The key "/" leads into the search box of a page, where it has one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const box = document.querySelector("main input[name=q]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
