// Package browser drives a headless Chromium in tests the way a person with a
// tablet does: keys that are typed, taps that hit what lies under the finger,
// and a certificate that is trusted by its key. What a page complains about
// fails the test.
package browser

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

const (
	// The size of a tablet held upright, in CSS pixels.
	tabletWidth  = 820
	tabletHeight = 1180
	startWithin  = 30 * time.Second
	// removeWithin bounds how long the profile's folder may be held by a
	// program that is ending.
	removeWithin = 5 * time.Second
)

// Options says what browser to start. The zero value is an upright tablet in
// English that trusts nothing.
type Options struct {
	// SPKI holds the keys that are trusted, as KeyOf gives them. Everything else
	// is checked as always.
	SPKI []string
	// Camera is a .y4m file that the fake camera plays in a loop; empty for no
	// camera.
	Camera string
	// Through sends what is meant for an address (host:port) to another one.
	Through map[string]string
	// Language is the browser's, such as "es"; empty is "en-US".
	Language      string
	Width, Height int
	Dark          bool
}

// Browser is one running Chromium with a profile of its own.
type Browser struct {
	t       testing.TB
	options Options
	ctx     context.Context //nolint:containedctx // chromedp keeps its connection in it
	used    bool
	// Profile is the folder of the profile: what the browser keeps on disk.
	Profile string
}

// KeyOf gives the name of a certificate's key as Options.SPKI takes it: base64
// of the SHA-256 of its SubjectPublicKeyInfo (RFC 7469, section 2.4).
func KeyOf(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Start starts a Chromium that ends with the test. The test fails if there is
// none on this machine.
func Start(t testing.TB, options Options) *Browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not installed; make test installs it (or: apt-get install chromium)")
	}
	if options.Language == "" {
		options.Language = "en-US"
	}
	if options.Width == 0 || options.Height == 0 {
		options.Width, options.Height = tabletWidth, tabletHeight
	}
	profile, err := os.MkdirTemp("", "curbline-browser-")
	if err != nil {
		t.Fatal(err)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags(program, profile, options)...)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	b := &Browser{t: t, options: options, ctx: ctx, Profile: profile}
	t.Cleanup(func() {
		cancel()
		stop()
		chromedp.FromContext(ctx).Allocator.Wait()
		removeAll(t, profile)
	})
	if err := begin(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return b
}

// begin starts the program, or attaches to a tab. The context that is given to
// chromedp's first Run lives as long as those, so the limit stands beside it.
func begin(ctx context.Context) error {
	began := make(chan error, 1)
	go func() { began <- chromedp.Run(ctx) }()
	select {
	case err := <-began:
		return err
	case <-time.After(startWithin):
		return context.DeadlineExceeded
	}
}

func flags(program, profile string, options Options) []chromedp.ExecAllocatorOption {
	all := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.DisableGPU, chromedp.WSURLReadTimeout(startWithin),
		chromedp.WindowSize(options.Width, options.Height),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-default-apps", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-client-side-phishing-detection", true),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter"),
		chromedp.Flag("metrics-recording-only", true),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("use-mock-keychain", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("lang", options.Language),
		chromedp.Flag("accept-lang", options.Language),
	}
	if len(options.SPKI) > 0 {
		all = append(all, chromedp.Flag("ignore-certificate-errors-spki-list", strings.Join(options.SPKI, ",")))
	}
	if options.Camera != "" {
		all = append(all, chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", options.Camera))
	}
	if len(options.Through) > 0 {
		var rules []string
		for from, to := range options.Through {
			rules = append(rules, "MAP "+from+" "+to)
		}
		all = append(all, chromedp.Flag("host-resolver-rules", strings.Join(rules, ",")))
	}
	return all
}

// Page opens a tab: the first one in the profile itself, each further one with
// cookies and caches of its own, as on another tablet.
func (b *Browser) Page(t testing.TB) *Page {
	t.Helper()
	ctx := b.ctx
	if b.used {
		ctx = b.another(t)
	}
	b.used = true
	p := &Page{t: t, ctx: ctx, profile: b.Profile}
	chromedp.ListenTarget(ctx, p.hear)
	scheme := "light"
	if b.options.Dark {
		scheme = "dark"
	}
	p.run(
		emulation.SetDeviceMetricsOverride(int64(b.options.Width), int64(b.options.Height), 1, false),
		emulation.SetTouchEmulationEnabled(true),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(reportViolations).Do(ctx)
			return err
		}),
	)
	t.Cleanup(p.wantNoTrouble)
	return p
}

// another opens a window with cookies and caches of its own. Chromium refuses a
// tab in a fresh context that has no window yet, which is what chromedp asks for.
func (b *Browser) another(t testing.TB) context.Context {
	t.Helper()
	executor := cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser)
	apart, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := target.CreateTarget("about:blank").WithBrowserContextID(apart).WithNewWindow(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(tab))
	t.Cleanup(cancel)
	if err := begin(ctx); err != nil {
		t.Fatalf("another window: %v", err)
	}
	return ctx
}

// removeAll removes the profile. The program's last helpers may still write
// there for a moment.
func removeAll(t testing.TB, folder string) {
	t.Helper()
	limit := time.After(removeWithin)
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		err := os.RemoveAll(folder)
		if err == nil {
			return
		}
		select {
		case <-limit:
			t.Errorf("the browser's profile: %v", err)
			return
		case <-ticker.C:
		}
	}
}
