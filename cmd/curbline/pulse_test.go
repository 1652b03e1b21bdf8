package main

import (
	"testing"
	"testing/synctest"
	"time"
)

// A loop that stands still makes no pause between keys; one that runs does.
func TestAStandingLoopMakesNoPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPulse()
		turn := func(turns int) {
			for range turns {
				<-time.After(beatEvery)
				p.beat()
			}
		}
		first := p.now()
		<-time.After(200 * time.Millisecond) // the loop draws
		if gap := p.now() - first; gap != 0 {
			t.Errorf("a pause of %v that nobody made", gap)
		}
		second := p.now()
		turn(10) // nobody presses anything
		if gap := p.now() - second; gap < 100*time.Millisecond || gap > 10*beatEvery+200*time.Millisecond {
			t.Errorf("a pause of %v", gap)
		}
		third := p.now()
		<-time.After(beatFor + time.Second)
		if gap := p.now() - third; gap < time.Second {
			t.Errorf("a pause of %v after a long rest", gap)
		}
	})
}
