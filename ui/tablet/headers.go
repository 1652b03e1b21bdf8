package tablet

import "net/http"

// The content security policy of every answer. Scripts may not make HTML out of
// text: fragments are parsed by the one policy of that name in app.js.
const (
	policyBefore = "default-src 'none'; script-src 'self'"
	policyAfter  = "; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
		"worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types curbline"
	pagePolicy = policyBefore + policyAfter
	// cameraPolicy also lets the page compile the decoder's WebAssembly.
	cameraPolicy = policyBefore + " 'wasm-unsafe-eval'" + policyAfter

	noPermissions    = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()"
	cameraPermission = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()"
)

// setHeaders sets what every answer carries, refusals included.
//
// Strict-Transport-Security is left out: browsers ignore it for addresses, and
// for a name under an own CA it would take from the shop the one way to reach
// the set-up help before the certificate is installed. The cookies are Secure
// and nothing is served without TLS.
//
// The referrer policy is same-origin, not no-referrer: under the latter browsers
// send "Origin: null" with a form, which a cross-site post also may.
func setHeaders(header http.Header) {
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("Permissions-Policy", noPermissions)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Embedder-Policy", "require-corp")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
}

// allowCamera loosens the two policies that the camera's page needs.
func allowCamera(header http.Header) {
	header.Set("Content-Security-Policy", cameraPolicy)
	header.Set("Permissions-Policy", cameraPermission)
}
