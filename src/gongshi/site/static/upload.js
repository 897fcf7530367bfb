// The filing form: dropped files, a look at small ones, and how far the upload is.
// Without this script the form is a plain one and does the same.
(() => {
  "use strict";
  const form = document.getElementById("filing-form");
  if (!form) return;
  const input = form.elements.file;
  const picked = document.getElementById("picked");
  const fault = document.getElementById("file-error");
  const look = document.getElementById("look");
  const sending = document.getElementById("sending");
  const bar = document.getElementById("sending-bar");
  const told = document.getElementById("sending-told");
  const drop = form.querySelector("[data-drop]");
  const buttons = form.querySelectorAll("button");

  const say = (text) => {
    fault.hidden = !text;
    fault.querySelector("p").textContent = text;
  };

  const size = (bytes) =>
    bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

  const show = () => {
    const file = input.files[0];
    picked.textContent = file ? `${file.name}（${size(file.size)}）` : "";
    drop.classList.toggle("has", Boolean(file));
    say("");
  };

  // Only where the whole form is filled in is there something to look at.
  document.addEventListener("htmx:config:request", (event) => {
    if (event.target !== input) return;
    const file = input.files[0];
    const isTooLarge = file && file.size > Number(form.dataset.most);
    if (!file || isTooLarge || !form.checkValidity()) event.preventDefault();
    if (isTooLarge) {
      look.textContent = "";
      const words = document.createElement("p");
      words.textContent = "文件较大，报送后在后台核对；马上给回执编号，不用等在这一页。";
      const box = document.createElement("div");
      box.className = "say after";
      box.append(words);
      look.append(box);
    } else if (file && !form.checkValidity()) {
      look.textContent = "";
      say("请先选择类别，再看结果。");
    }
  });

  input.addEventListener("change", show);
  // Who comes back finds his file still chosen, and sees it and its look again.
  window.addEventListener("pageshow", () => {
    if (input.files[0]) input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  for (const name of ["category", "unit"]) {
    const other = form.elements[name];
    if (other && other.tagName === "SELECT") {
      other.addEventListener("change", () => {
        if (input.files[0]) input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  }

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  const rest = (isBusy) => {
    buttons.forEach((each) => { each.disabled = isBusy; });
    sending.hidden = !isBusy;
  };

  const failed = (text) => {
    rest(false);
    say(text);
    fault.scrollIntoView({ block: "center" });
  };

  const answered = (request) => {
    const isForm = new URL(request.responseURL).pathname === new URL(form.action).pathname;
    if (request.status < 400 && !isForm) {
      // The filing's own page, or the log-in page that has kept the file.
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const words = ["#file-error p", "main .say p", "main p"]
      .map((each) => page.querySelector(each))
      .find((each) => each && each.textContent.trim());
    const key = page.querySelector("input[name=key]");
    if (key) form.elements.key.value = key.value;
    failed((words && words.textContent.trim()) || "没有收到，请再试一次。");
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter && "look" in event.submitter.dataset) {
      event.preventDefault();
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    event.preventDefault();
    say("");
    rest(true);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (moved) => {
      if (!moved.lengthComputable) return;
      const share = Math.round((moved.loaded * 100) / moved.total);
      bar.value = share;
      told.textContent = share < 100 ? `正在上传 ${share}%` : "已传完，正在存好原件";
    });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => failed("网络断了，没有确认收到。请再点一次「报送」，同一个文件不会重复计。"));
    // Sent again after a broken line it bears the same key, so it is never filed twice.
    request.send(new FormData(form));
  });
})();
