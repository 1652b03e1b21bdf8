package browser

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// reportViolations makes a breach of the content security policy an error that
// the test hears of, also where the browser only notes it.
const reportViolations = `addEventListener("securitypolicyviolation",
	e => console.error("content security policy: " + e.effectiveDirective + " blocks " + e.blockedURI + " " + e.sample + " at " + e.sourceFile + ":" + e.lineNumber));`

// hear takes the events of the tab. It runs on chromedp's own goroutine and may
// not wait.
func (p *Page) hear(event any) {
	switch event := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.APITypeError || event.Type == runtime.APITypeAssert {
			p.note("console: " + argumentsOf(event.Args))
		}
	case *runtime.EventExceptionThrown:
		p.note("exception: " + event.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if event.Entry.Level == log.LevelError {
			p.note(fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		p.keepPost(event.Request)
	case *network.EventLoadingFinished:
		p.mu.Lock()
		p.bytes += int64(event.EncodedDataLength)
		p.mu.Unlock()
	}
}

// Post is one request of the page that wants something done.
type Post struct {
	URL  string
	Body string
}

func (p *Page) keepPost(request *network.Request) {
	if request.Method != "POST" {
		return
	}
	var body strings.Builder
	for _, entry := range request.PostDataEntries {
		part, err := base64.StdEncoding.DecodeString(entry.Bytes)
		if err != nil {
			part = []byte(entry.Bytes)
		}
		body.Write(part)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posts = append(p.posts, Post{request.URL, body.String()})
}

// Posts gives what the page posted to an address that ends so, in order: each
// try of its own.
func (p *Page) Posts(suffix string) (posts []Post) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, post := range p.posts {
		if strings.HasSuffix(post.URL, suffix) {
			posts = append(posts, post)
		}
	}
	return posts
}

func argumentsOf(values []*runtime.RemoteObject) string {
	var words []string
	for _, value := range values {
		if len(value.Value) > 0 {
			words = append(words, string(value.Value))
			continue
		}
		words = append(words, value.Description)
	}
	return strings.Join(words, " ")
}

func (p *Page) note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = append(p.trouble, text)
}

// Allow says that complaints which hold one of these texts belong to the test,
// such as a request that is made to fail.
func (p *Page) Allow(parts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, parts...)
}

// Trouble gives what the page complained about so far: errors on its console,
// exceptions, requests that failed, breaches of its content security policy.
func (p *Page) Trouble() (trouble []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
next:
	for _, text := range p.trouble {
		for _, part := range p.allowed {
			if strings.Contains(text, part) {
				continue next
			}
		}
		trouble = append(trouble, text)
	}
	return trouble
}

func (p *Page) wantNoTrouble() {
	for _, text := range p.Trouble() {
		p.t.Errorf("the page complains: %s", text)
	}
}
