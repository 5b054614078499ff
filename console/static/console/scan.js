/* A phone's camera in the warehouse: it reads bar codes where the browser can, and takes pictures of boxes. A
   hand scanner needs none of this, and without scripts a picture is sent by its button. */
(() => {
	"use strict";

	const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "itf"];
	const LOOK_EVERY = 200;
	let camera = null;

	document.addEventListener("DOMContentLoaded", () => {
		const form = document.querySelector("[data-scan]");
		if (!form || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
		const button = form.querySelector("[data-scan-camera]");
		button.hidden = false;
		button.addEventListener("click", () => start(form));
		form.querySelector("[data-scan-stop]").addEventListener("click", () => stop(form));
		window.addEventListener("pagehide", () => stop(form));
	});

	async function start(form) {
		const trouble = form.querySelector("[data-scan-trouble]");
		trouble.hidden = true;
		try {
			camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
			const video = form.querySelector("video");
			video.srcObject = camera;
			form.querySelector("[data-scan-view]").hidden = false;
			await video.play();
			const known = await BarcodeDetector.getSupportedFormats();
			look(form, video, new BarcodeDetector({ formats: FORMATS.filter((one) => known.includes(one)) }));
		} catch {
			stop(form);
			trouble.textContent = trouble.dataset.noCamera;
			trouble.hidden = false;
		}
	}

	async function look(form, video, detector) {
		if (!camera) return;
		const [code] = await detector.detect(video).catch(() => []);
		if (!code) {
			setTimeout(() => look(form, video, detector), LOOK_EVERY);
			return;
		}
		stop(form);
		navigator.vibrate?.(60);
		form.elements.number.value = code.rawValue;
		form.requestSubmit();
	}

	function stop(form) {
		for (const track of camera?.getTracks() ?? []) track.stop();
		camera = null;
		form.querySelector("[data-scan-view]").hidden = true;
	}

	// The page is hidden until its frame is ready, and a browser focuses nothing that is hidden.
	window.addEventListener("load", () => {
		if (document.activeElement === document.body) document.querySelector("[data-scan] [autofocus]")?.focus();
	});

	/* --- pictures: taken is sent ---------------------------------------------------------------------- */

	document.addEventListener("change", (event) => {
		const form = event.target.closest("[data-shoot]");
		if (!form || !event.target.files?.length) return;
		const says = form.querySelector("[data-shoot-says]");
		says.textContent = says.dataset.sending;
		form.requestSubmit();
	});
})();
