// Shows a message's texts as they will look while they are being written: the form is posted into the frame beside it.
(() => {
  const form = document.getElementById("texts-form");
  const button = document.getElementById("preview-button");
  let waiting;
  const show = () => form.requestSubmit(button);
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
  show();
})();
