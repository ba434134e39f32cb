// Shows what is typed in the preview, a moment after the typing rests.
(() => {
  const form = document.getElementById("site-form");
  const button = document.getElementById("preview-button");
  if (!form || !button) return;
  const shown = new Set(
    "title text button colour position language phone name_field consent_text privacy_url country".split(" "),
  );
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (!shown.has(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(button), 600);
  });
})();
