// Comforts of every page; without this script all of them work as plain forms.
"use strict";

// The key "/" leads into the search box, where a page has one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const box = document.querySelector("main input[name=q]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Browsers name a chosen file in their own language; this names it in the page's.
document.addEventListener("change", (event) => {
  const told = event.target.closest(".pickfile")?.querySelector(".picked");
  if (told) told.textContent = event.target.files[0]?.name ?? "";
});
