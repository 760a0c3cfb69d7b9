// Shows the OpenAPI document. The page's CSRF token goes along only on calls to this site, so that
// a signed-in reader can try writes with the own session.
const settings = JSON.parse(document.getElementById("docs-settings").textContent);
const csrfToken = document.body.dataset.csrfToken;

window.SwaggerUIBundle({
  ...settings,
  dom_id: "#api-docs",
  presets: [window.SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    if (new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRFToken"] = csrfToken;
    }
    return request;
  },
});
