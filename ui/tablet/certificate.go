package tablet

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"text/template"
)

// certificate gives the CA's certificate, DER, for tablets that install it by
// hand.
func (v *visit) certificate() {
	v.w.Header().Set("Content-Disposition", `attachment; filename="curbline-ca.crt"`)
	v.send(http.StatusOK, "application/x-x509-ca-cert", v.caDER)
}

// mobileConfig gives the same certificate as a profile for iPadOS.
func (v *visit) mobileConfig() {
	v.w.Header().Set("Content-Disposition", `attachment; filename="curbline-ca.mobileconfig"`)
	v.send(http.StatusOK, "application/x-apple-aspen-config", v.profile)
}

// profile is a configuration profile with one root certificate (Apple,
// Configuration Profile Reference: "Configuration" and "com.apple.security.root").
var profile = template.Must(template.New("profile").Parse(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key>
			<string>curbline-ca.crt</string>
			<key>PayloadContent</key>
			<data>{{.Certificate}}</data>
			<key>PayloadDescription</key>
			<string>Lets this tablet trust the terminal of this shop, and nothing else.</string>
			<key>PayloadDisplayName</key>
			<string>{{.Name}}</string>
			<key>PayloadIdentifier</key>
			<string>com.github.curbline.ca.root.{{.RootID}}</string>
			<key>PayloadType</key>
			<string>com.apple.security.root</string>
			<key>PayloadUUID</key>
			<string>{{.RootID}}</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
		</dict>
	</array>
	<key>PayloadDescription</key>
	<string>The certificate of the terminal that serves the curbside page.</string>
	<key>PayloadDisplayName</key>
	<string>{{.Name}}</string>
	<key>PayloadIdentifier</key>
	<string>com.github.curbline.ca</string>
	<key>PayloadRemovalDisallowed</key>
	<false/>
	<key>PayloadType</key>
	<string>Configuration</string>
	<key>PayloadUUID</key>
	<string>{{.ProfileID}}</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
</dict>
</plist>
`))

// profileOf makes the profile of a CA's certificate. The same certificate always
// gives the same profile, so installing it twice changes nothing.
func profileOf(der []byte) ([]byte, error) {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	name := certificate.Subject.CommonName
	if name == "" {
		name = "Curbline"
	}
	var escaped, made bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(name)); err != nil {
		return nil, err
	}
	err = profile.Execute(&made, map[string]string{
		"Certificate": base64.StdEncoding.EncodeToString(der), "Name": escaped.String(),
		"RootID": stableID("root", der), "ProfileID": stableID("profile", der),
	})
	return made.Bytes(), err
}

// stableID is a UUID of version 8 made of a hash (RFC 9562, section 5.8).
func stableID(purpose string, der []byte) string {
	sum := sha256.Sum256(append([]byte(purpose+"\x00"), der...))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
