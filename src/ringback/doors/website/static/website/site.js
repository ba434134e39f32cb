// Shows what is typed in the preview, a moment after the typing rests.
(() => {
  const form = document.getElementById("site-form");
  const button = document.getElementById("preview-button");
  if (!form || !button) return;
  // The names of the fields that the preview shows.
  const shown = new RegExp(`^(${form.dataset.shown})$`);
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (!shown.test(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(button), 600);
  });
})();
