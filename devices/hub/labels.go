package hub

import (
	"context"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/serialport"
)

func (h *Hub) superviseLabels(ctx context.Context) {
	settings := serialport.Settings{Name: h.config.Labels.Port, Baud: h.config.Labels.Baud}
	h.supervise(ctx, devices.LabelDevice, settings, h.runLabels)
}

// runLabels has a driver on the port until ctx ends or the port is gone.
func (h *Hub) runLabels(ctx context.Context, port *serialport.Port) error {
	changed := make(chan struct{}, 1)
	driver, err := labelprinter.New(port, labelprinter.Options{
		Media: h.config.Labels.Media, Clock: h.config.Clock, Log: h.config.Log, Waits: h.config.Labels.Waits, Changed: notify(changed),
	})
	if err != nil {
		return err
	}
	defer driver.Close()
	h.labels.put(driver)
	defer h.labels.clear()
	return h.watchPrinter(ctx, devices.LabelDevice, port, driver, changed, driver.Fault)
}
