package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal/config"
)

const good = `[store]
name = "Larimer Street Dispensary"
code = "LARIM"
license = "402R-00123"
jurisdiction = "US-CO"
locality = "US-CO-Denver"
time_zone = "America/Denver"
[terminal]
id = "T1"
data_dir = "data"
[traceability]
system = "metrc"
url = "https://api-co.metrc.com"
`

func TestAGoodFile(t *testing.T) {
	c, problems := config.Parse(good, "/srv/shop")
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	if c.Terminal.DataDir != "/srv/shop/data" || c.Traceability.SettleDelay.Duration != time.Minute || !c.RealState() ||
		c.Zone.String() != "America/Denver" || c.API.Listen != "127.0.0.1:7440" {
		t.Errorf("%+v", c)
	}
}

func TestEveryMistakeIsListedWithItsLine(t *testing.T) {
	text := strings.NewReplacer(`"LARIM"`, `"larimer street"`, `"America/Denver"`, `"Denver"`, `id = "T1"`, "id = \"T1\"\ncolour = \"blue\"").Replace(good) +
		"settle_delay = \"2s\"\n[api]\nlisten = \"0.0.0.0:7440\"\n[orders]\nurl = \"ws://shop.example/feed\"\n"
	_, problems := config.Parse(text, "/")
	got := problems.Err("curbline.toml").Error()
	for _, want := range []string{
		"6 mistakes", "line 3, store.code", "line 7, store.time_zone", "line 10, terminal.colour: this key is not known",
		"line 15, traceability.settle_delay: 2s", "line 17, api.listen", "line 19, orders.url: must be wss://",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestSandboxChoicesAreRefusedWithARealState(t *testing.T) {
	text := strings.Replace(good, "[traceability]", "start_clock = \"2026-11-24T10:00:00-07:00\"\n[secrets]\nfile = \"dev.toml\"\n[traceability]", 1)
	if _, problems := config.Parse(text, "/"); len(problems) != 2 {
		t.Errorf("with a real state: %v", problems)
	}
	loop := strings.Replace(text, "https://api-co.metrc.com", "http://127.0.0.1:9000", 1) + "settle_delay = \"2s\"\n"
	c, problems := config.Parse(loop, "/")
	if len(problems) != 0 || c.RealState() || c.StartClock.Hour() != 10 {
		t.Errorf("with a loopback state: %v", problems)
	}
}

func TestTheTabletsAddressIsOneOfTheShop(t *testing.T) {
	for text, wanted := range map[string]string{
		"listen = \"192.168.1.10:7443\"":                       "",
		"listen = \"127.0.0.1:0\"":                             "",
		"listen = \"[fd00::10]:7443\"":                         "",
		"listen = \"0.0.0.0:7443\"":                            "not an address of the shop's own network",
		"listen = \"203.0.113.9:7443\"":                        "not an address of the shop's own network",
		"listen = \"counter.local:7443\"":                      "not an address and port",
		"listen = \"192.168.1.10:7443\"\nhost = \"Counter 1\"": "tablet.host",
	} {
		c, problems := config.Parse(good+"[tablet]\n"+text+"\n", "/")
		switch {
		case wanted == "" && (len(problems) > 0 || c.Tablet.Host != "curbline-t1"):
			t.Errorf("%s: %v, host %s", text, problems, c.Tablet.Host)
		case wanted != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), wanted)):
			t.Errorf("%s: %v, want %s", text, problems, wanted)
		}
	}
}

func TestSyntaxNamesTheLine(t *testing.T) {
	_, problems := config.Parse("[store]\nname = \n", "/")
	if len(problems) != 1 || problems[0].Line != 2 {
		t.Error(problems)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("[store\nname=")
	f.Fuzz(func(_ *testing.T, text string) {
		_, problems := config.Parse(text, "/")
		_ = problems.Err("curbline.toml")
	})
}

func TestDevicesAreChecked(t *testing.T) {
	text := good + `[devices.scanner]
port = "/dev/ttyUSB0"
[devices.printer]
port = "/dev/ttyUSB0"
baud = 9601
[devices.label_printer]
port = "labels"
width_mm = 19
height_mm = 211
dots_per_mm = 9
[devices.scale]
port = "/dev/ttyUSB1"
`
	c, problems := config.Parse(text, "/srv/shop")
	got := problems.Err("curbline.toml").Error()
	for _, want := range []string{
		"6 mistakes", "devices.printer.port: is the port of devices.scanner, too", "devices.printer.baud: is 9601",
		"devices.label_printer.width_mm: is 19", "devices.label_printer.height_mm: is 211", "devices.label_printer.dots_per_mm: is 9",
		"devices.scale.protocol: must be set",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if c.Devices.Labels.Port != "/srv/shop/labels" || c.Devices.Labels.Baud != 9600 || c.Devices.Scanner.Baud != 9600 || c.Devices.Scale.Baud != 0 {
		t.Errorf("%+v", c.Devices)
	}
	edges := strings.NewReplacer("9601", "115200", "= 19\n", "= 20\n", "211", "210", "= 9\n", "= 12\n", `printer]
port = "/dev/ttyUSB0"`, `printer]
port = "/dev/ttyUSB2"`).Replace(text) + "protocol = \"mt-sics\"\n"
	if _, problems := config.Parse(edges, "/"); len(problems) != 0 {
		t.Errorf("at the edges: %v", problems)
	}
}
