package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAVerbSignsOutAgain(t *testing.T) {
	for name, failure := range map[string]error{"done": nil, "refused": errors.New("refused")} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				asked = append(asked, r.URL.Path+" "+string(body))
				_, _ = io.WriteString(w, `{"session":"s-1"}`)
			}))
			defer server.Close()
			client := &remote{base: server.URL, token: "t"}
			err := client.as(t.Context(), "B-M1", "2580", func() error { return failure })
			if !errors.Is(err, failure) || len(asked) != 2 || asked[1] != `/api/v1/sign-out {"session":"s-1"}` || !strings.HasPrefix(asked[0], "/api/v1/sign-in ") {
				t.Errorf("%v: %q", err, asked)
			}
		})
	}
}
