// Det Chainlit mangler for at siden skal virke med tastatur og skjermleser: navn på knapper, levende område og fokus.
(function () {
  "use strict";
  var sprak = window.taSprak;
  var t = function (navn) { return window.taTekster[navn][sprak]; };

  document.querySelectorAll("[data-sprak]").forEach(function (knapp) {
    knapp.setAttribute("aria-pressed", String(knapp.dataset.sprak === sprak));
    knapp.addEventListener("click", function () {
      var nytt = knapp.dataset.sprak;
      if (nytt === sprak) return;
      var iGang = document.documentElement.classList.contains("ta-samtale");
      if (iGang && !window.confirm(window.taTekster.bytt_sprak[sprak])) return;
      document.cookie = "sprak=" + nytt + "; path=/; max-age=31536000; samesite=lax";
      window.location.assign("/");
    });
  });
  var om = document.getElementById("ta-om");
  document.getElementById("ta-om-knapp").addEventListener("click", function () { om.showModal(); });

  document.getElementById("ta-ny").addEventListener("click", function () {
    var knapp = document.getElementById("new-chat-button");
    if (knapp) knapp.click();
  });

  var navnlos = [
    ["#side-view-title > button", "lukk_kilde"],
    ["button.absolute.right-4.top-4", "lukk"],
    ["button:has(> svg.lucide-arrow-down)", "til_bunnen"]
  ];
  var forFokus = null;
  var sist = "";

  function sett(el, navn, verdi) { if (el && el.getAttribute(navn) !== verdi) el.setAttribute(navn, verdi); }

  // Knappene får navn i samme øyeblikk som de kommer; resten kan vente til neste bilde.
  function navngi() {
    navnlos.forEach(function (par) {
      document.querySelectorAll(par[0]).forEach(function (el) { sett(el, "aria-label", t(par[1])); });
    });
  }

  function gjennomga() {
    navngi();
    var felt = document.getElementById("chat-input");
    if (felt) sett(felt, "aria-label", felt.getAttribute("placeholder") || "");
    [["chat-submit", "taSend"], ["stop-button", "taStopp"]].forEach(function (par) {
      var el = document.getElementById(par[0]);
      if (el && window[par[1]]) sett(el, "aria-label", window[par[1]]);
    });

    var meldinger = document.querySelectorAll("[data-step-type]");
    document.documentElement.classList.toggle("ta-samtale", meldinger.length > 0);
    document.querySelectorAll('[data-step-type] [role="article"]').forEach(function (el) { el.removeAttribute("role"); });
    if (meldinger.length) {
      var boks = meldinger[0].closest(".overflow-y-auto");
      sett(boks, "role", "log");
      sett(boks, "aria-label", t("samtalen"));
      sett(boks, "aria-live", "off");
      sett(boks, "tabindex", "0");
    }
    document.querySelectorAll(".ai-message .-ml-1\\.5 > button[id]").forEach(function (el) { el.classList.add("ta-oppfolging"); });
    kunngjor();
    sidefelt();
  }

  // Bare selve svaret leses opp, én gang, når det er ferdig. Kildelisten finner man ved å gå videre.
  function kunngjor() {
    var alle = document.querySelectorAll(".ai-message .message-content");
    var siste = alle[alle.length - 1];
    var prosa = siste && siste.querySelector(".prose");
    var nytt = prosa ? prosa.textContent : "";
    if (nytt && nytt !== sist) {
      sist = nytt;
      document.getElementById("ta-kunngjoring").textContent = nytt;
    }
  }

  function sidefelt() {
    var tittel = document.getElementById("side-view-title");
    if (tittel && !tittel.dataset.ta) {
      tittel.dataset.ta = "1";
      var ark = tittel.closest('[role="dialog"]');
      if (ark) sett(ark, "aria-labelledby", "side-view-title");
      var felt = tittel.closest("aside");
      if (felt) {
        sett(felt, "aria-label", t("kilder"));
        var knapp = tittel.querySelector("button");
        if (knapp) knapp.focus();
      }
    } else if (!tittel && forFokus && forFokus.isConnected) {
      forFokus.focus();
      forFokus = null;
    }
  }
  document.addEventListener("click", function (h) {
    var el = h.target.closest && h.target.closest('a[href^="#kilde-"], .ta-kildeknapp');
    if (el) forFokus = el;
  }, true);
  document.addEventListener("keydown", function (h) {
    var knapp = h.key === "Escape" && document.querySelector("aside #side-view-title > button");
    if (knapp && !document.querySelector("dialog[open]")) knapp.click();
  });

  fetch("/project/translations?language=" + sprak + "-NO").then(function (r) { return r.json(); }).then(function (d) {
    var o = d.translation;
    window.taSend = o.chat.input.actions.send;
    window.taStopp = o.chat.input.actions.stop;
    gjennomga();
  });
  var ventende = false;
  new MutationObserver(function () {
    navngi();
    if (ventende) return;
    ventende = true;
    requestAnimationFrame(function () { ventende = false; gjennomga(); });
  }).observe(document.body, { childList: true, subtree: true });
  gjennomga();
})();
