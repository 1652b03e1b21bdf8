package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type printedLabel struct {
	Text     string   `json:"text"`
	Barcodes []string `json:"barcodes"`
}

func (d *day) labels() (labels []printedLabel, err error) {
	return labels, d.control.call(d.ctx, http.MethodGet, "/control/labels", nil, &labels)
}

// unitLabel waits for a label with a weight, after some others, and keeps its
// picture.
func (d *day) unitLabel(weight string, after int) (string, error) {
	number := -1
	err := until(d.ctx, 20*time.Second, func() error {
		labels, err := d.labels()
		if err != nil {
			return err
		}
		for at, label := range labels {
			if at >= after && strings.Contains(label.Text, weight) {
				number = at
				return nil
			}
		}
		return fmt.Errorf("no label of %d names %s", len(labels), weight)
	})
	if err != nil {
		return "", err
	}
	return d.keepPicture(fmt.Sprintf("/control/labels/%d.png", number), fmt.Sprintf("label-%d.png", number))
}

func (d *day) keepPicture(from, name string) (string, error) {
	request, err := http.NewRequestWithContext(d.ctx, http.MethodGet, d.control.base+from, nil)
	if err != nil {
		return "", err
	}
	picture, status, err := read(&d.control.http, request)
	if err != nil || status != http.StatusOK {
		return "", errors.Join(err, fmt.Errorf("%s answered %d", from, status))
	}
	return name, os.WriteFile(filepath.Join(d.out, name), picture, 0o644)
}

// device gives how one device is doing.
func (d *day) device(name string) (state, message string, err error) {
	h, err := d.health()
	for _, one := range h.Devices {
		if one.Device == name {
			if one.Error != nil {
				message = one.Error.Message
			}
			return one.State, message, err
		}
	}
	return "", "", errors.Join(err, fmt.Errorf("there is no %s", name))
}

func (d *day) deviceBecomes(name, state string) (message string, err error) {
	err = until(d.ctx, 30*time.Second, func() error {
		got, words, err := d.device(name)
		if err == nil && got != state {
			err = fmt.Errorf("%s is %s: %s", name, got, words)
		}
		message = words
		return err
	})
	return message, err
}

// labelsOut sells with an empty label printer: the receipt comes at once, the
// label when there are labels again.
func (d *day) labelsOut() (string, error) {
	fault := func(out bool) error {
		return d.control.call(d.ctx, http.MethodPost, "/control/labels/fault", fmt.Appendf(nil, `{"media_out":%t}`, out), nil)
	}
	before, err := d.labels()
	if err != nil {
		return "", err
	}
	if err := fault(true); err != nil {
		return "", err
	}
	words, err := d.deviceBecomes("label_printer", "fault")
	if err != nil {
		return "", err
	}
	done, err := d.sell("avery", 10000, tagSherbet)
	if err != nil {
		return "", err
	}
	if err := d.till.do(d.ctx, "labels.print", map[string]any{"sale": done.Sale}, nil); err != nil {
		return "", err
	}
	if _, err := d.paperOf(done.Sale); err != nil {
		return "", err
	}
	if err := fault(false); err != nil {
		return "", err
	}
	if _, err := d.unitLabel("Skyline Sherbet", len(before)); err != nil {
		return "", err
	}
	return "“" + words + "”, then printed by itself", nil
}

func (d *day) unplugBoth() (string, error) {
	var told []string
	for _, one := range []struct{ path, device string }{{"labels", "label_printer"}, {"scale", "scale"}} {
		if err := d.control.call(d.ctx, http.MethodPost, "/control/"+one.path+"/unplug", nil, nil); err != nil {
			return "", err
		}
		words, err := d.deviceBecomes(one.device, "waiting")
		if err != nil {
			return "", err
		}
		told = append(told, words)
		if err := d.control.call(d.ctx, http.MethodPost, "/control/"+one.path+"/replug", nil, nil); err != nil {
			return "", err
		}
		if _, err := d.deviceBecomes(one.device, "ready"); err != nil {
			return "", err
		}
	}
	return strings.Join(told, " "), nil
}
