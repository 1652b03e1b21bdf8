package scale

import "github.com/curbline/curbline/terminal/clock"

// The limits, for tests at their edges.
const (
	FrameMaxBytes    = frameMaxBytes
	ExchangeMaxBytes = exchangeMaxBytes
	ReadingsMax      = readingsMax
	AgeMax           = ageMax
	WeighMax         = weighMax
	ToledoSpacing    = toledoSpacing
)

// Frames cuts what is heard after a question into frames, in pieces of size, and
// gives what is left over too.
func Frames(protocol string, heard []byte, size int) (frames [][]byte, left int) {
	spoken, err := protocolNamed(Options{Protocol: protocol})
	if err != nil {
		return nil, 0
	}
	ear := newEar(spoken)
	ear.ask()
	for start := 0; start < len(heard); start += size {
		ear.hear(heard[start:min(start+size, len(heard))], clock.Reading{})
		for _, frame := range ear.take() {
			frames = append(frames, frame.raw)
		}
	}
	return frames, len(ear.raw)
}
