/* What makes Awn quicker; nothing here makes it possible. Texts come translated from the page. */
(function (doc, win, nav) {
  var root = doc.documentElement;
  var region = doc.getElementById("status");
  var retry;
  root.classList.add("js");

  function on(type, act, target, capture) {
    (target || doc).addEventListener(type, act, capture);
  }

  /* Shows and announces a text, or a template's content, in the live region. */
  function say(what) {
    var box = doc.createElement("div");
    var template = doc.getElementById(what);
    box.append(template ? template.content.cloneNode(true) : what);
    region.replaceChildren(box);
    if (!template) setTimeout(function () { box.remove(); }, 5000);
  }

  function failed(name, again) {
    retry = again;
    say(name);
  }

  /* Digits as the reader's own input writes them. */
  function latin(text) {
    return +text.replace(/[٠-٩۰-۹]/g, function (c) { return c.charCodeAt() & 15; }).replace(/\D/g, "");
  }
  function alike(number, model) {
    var zero = /[٠-٩]/.test(model) ? 1632 : /[۰-۹]/.test(model) ? 1776 : 48;
    return String(number).replace(/\d/g, function (c) { return String.fromCharCode(zero + +c); });
  }

  function copy(text, said) {
    var done = function () { say(said); };
    if (nav.clipboard) return nav.clipboard.writeText(text).then(done);
    var area = doc.createElement("textarea");
    area.value = text;
    doc.body.append(area);
    area.select();
    doc.execCommand("copy");
    area.remove();
    done();
  }

  on("click", function (event) {
    var button = event.target.closest("button");
    doc.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (!button) return;
    var data = button.dataset;
    if (data.step) {
      var input = button.parentNode.querySelector("input");
      var most = (input.closest("[data-remaining]") || button).dataset.remaining || 1e6;
      var next = Math.max(1, Math.min(most, latin(input.value) + +data.step));
      input.value = alike(next, input.value || input.defaultValue);
    } else if (data.share) {
      var url = new URL(data.share, location).href;
      if (nav.share) nav.share({ text: data.text, url: url }).catch(function () {});
      else copy(url, data.done);
    } else if (data.copy) {
      copy(doc.getElementById(data.copy).value, data.done);
    } else if ("retry" in data) {
      region.replaceChildren();
      if (retry) retry();
    }
  });

  /* One submit at a time. The server knows a repeated click too; this only spares the wait. */
  function busy(form, yes) {
    form.busy = yes;
    form.querySelectorAll("[type=submit],button:not([type])").forEach(function (button) {
      if (yes) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    });
  }
  on("submit", function (event) {
    if (!event.target.busy) return;
    event.preventDefault();
    event.stopPropagation();
  }, doc, true);
  on("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (nav.onLine === false) {
      event.preventDefault();
      failed("t-lost", function () { form.requestSubmit(event.submitter); });
    } else busy(form, true);
  });
  on("pageshow", function () {
    Array.from(doc.forms).forEach(function (form) { if (form.busy) busy(form, false); });
  }, win);

  function again(detail) {
    var source = detail.ctx.sourceElement;
    return function () {
      if (source.requestSubmit) source.requestSubmit();
      else source.click();
    };
  }
  var last;
  on("htmx:before:request", function (event) {
    var source = event.detail.ctx.sourceElement;
    region.replaceChildren();
    if (source.method === "post") busy(source, true);
    last = source.matches(".more") && source.previousElementSibling;
  });
  on("htmx:finally:request", function (event) {
    var source = event.detail.ctx.sourceElement;
    if (source.busy) busy(source, false);
  });
  on("htmx:error", function (event) {
    var ctx = event.detail.ctx;
    if (ctx && !ctx.response) failed("t-lost", again(event.detail));
  });
  on("htmx:response:error", function (event) {
    if (event.detail.ctx.response.status > 499) failed("t-error", again(event.detail));
  });
  /* After «more», the reader stands at the first new card. */
  on("htmx:after:swap", function () {
    var link = last && last.nextElementSibling && last.nextElementSibling.querySelector("a");
    if (link) link.focus();
    last = 0;
  });

  /* The web font comes from a session's second page on, in an idle moment, and only where bytes are cheap;
     once it is in the cache, pages start with it. */
  try {
    var store = sessionStorage;
    var link = nav.connection || {};
    var views = +store.views + 1 || 1;
    var wear = function () { root.classList.add("webfont"); };
    store.views = views;
    if (views > 1 && !link.saveData && !/[23]g/.test(link.effectiveType) && !matchMedia("(prefers-reduced-data:reduce)").matches) {
      if (store.font) wear();
      else on("load", function () {
        (win.requestIdleCallback || setTimeout)(function () {
          wear();
          doc.fonts.load("1em Vazirmatn").then(function () { store.font = 1; });
        });
      }, win);
    }
  } catch (e) { /* private windows may refuse storage: the system's face stays */ }
})(document, window, navigator);
