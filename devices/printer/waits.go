package printer

import "time"

// Waits are how long the driver waits for what. A zero field means the default.
type Waits struct {
	Status time.Duration // an answer to a status request: 200 ms
	Probe  time.Duration // the echo of a process id with nothing before it: 500 ms
	Echo   time.Duration // the word about a job while nothing is wrong: 10 s
	Fault  time.Duration // the same while the printer reports a fault: 90 s
	Poll   time.Duration // between status requests while waiting: 1 s
	Fresh  time.Duration // a status that is younger needs one question only: 10 s
}

func (w Waits) filled() Waits {
	fill := func(value *time.Duration, standard time.Duration) {
		if *value <= 0 {
			*value = standard
		}
	}
	fill(&w.Status, 200*time.Millisecond)
	fill(&w.Probe, 500*time.Millisecond)
	fill(&w.Echo, 10*time.Second)
	fill(&w.Fault, 90*time.Second)
	fill(&w.Poll, time.Second)
	fill(&w.Fresh, 10*time.Second)
	return w
}
