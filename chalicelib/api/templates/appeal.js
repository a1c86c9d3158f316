// Sends the appeal, once at a time, and says what became of it.
"use strict";
const form = document.getElementById("appeal");
form.addEventListener("submit", async (event) => {
 event.preventDefault();
 const button = form.querySelector("button"), failed = document.getElementById("failed");
 button.disabled = true;
 failed.hidden = true;
 let arrived = false;
 try {
  const answer = await fetch(form.dataset.action, {
   method: "POST",
   headers: { "Content-Type": "application/json" },
   body: JSON.stringify({ text: form.elements.text.value }),
  });
  arrived = answer.ok;
 } catch {
  arrived = false;
 }
 form.hidden = arrived;
 document.getElementById("received").hidden = !arrived;
 failed.hidden = arrived;
 button.disabled = false;
});
