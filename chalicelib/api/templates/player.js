// Plays a quote's clip in the page's own player, and stops where it ends. Without this the link opens the recording.
"use strict";
document.addEventListener("click", function (event) {
  var link = event.target.closest("a[data-player]");
  var player = link && document.getElementById(link.dataset.player);
  if (!player) { return; }
  event.preventDefault();
  var start = Number(link.dataset.start), end = Number(link.dataset.end);
  if (player.stopAt) { player.removeEventListener("timeupdate", player.stopAt); }
  document.querySelectorAll("audio, video").forEach(function (other) { if (other !== player) { other.pause(); } });
  player.stopAt = function () {
    if (player.currentTime >= end) { player.pause(); player.removeEventListener("timeupdate", player.stopAt); }
  };
  player.addEventListener("timeupdate", player.stopAt);
  var begin = function () { player.currentTime = start; player.play(); };
  if (player.readyState > 0) { begin(); } else { player.addEventListener("loadedmetadata", begin, { once: true }); player.load(); }
});
