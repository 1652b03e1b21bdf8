package picture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
)

// framesPerSecond is how fast the fake camera plays the file.
const framesPerSecond = 15

// WriteY4M writes grey pictures of one size as YUV4MPEG2 frames with 4:2:0
// chroma, all of it neutral.
func WriteY4M(to io.Writer, frames []*image.Gray) error {
	if len(frames) == 0 {
		return errors.New("picture: no frame")
	}
	size := frames[0].Bounds().Size()
	if size.X%2 != 0 || size.Y%2 != 0 {
		return fmt.Errorf("picture: %v is not even", size)
	}
	if _, err := fmt.Fprintf(to, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", size.X, size.Y, framesPerSecond); err != nil {
		return err
	}
	neutral := bytes.Repeat([]byte{0x80}, size.X*size.Y/2)
	for _, frame := range frames {
		if frame.Bounds().Size() != size {
			return fmt.Errorf("picture: a frame of %v among %v", frame.Bounds().Size(), size)
		}
		if _, err := io.WriteString(to, "FRAME\n"); err != nil {
			return err
		}
		for y := range size.Y {
			if _, err := to.Write(frame.Pix[y*frame.Stride : y*frame.Stride+size.X]); err != nil {
				return err
			}
		}
		if _, err := to.Write(neutral); err != nil {
			return err
		}
	}
	return nil
}

// Looks are the frames of a card held in a hand: sharp and straight first, then
// turned and blurred.
var Looks = []Look{
	{Noise: 6, Seed: 1}, {Degrees: 2, Noise: 6, Seed: 2}, {Degrees: -2, Blur: 1, Noise: 8, Seed: 3}, {Degrees: 1, Blur: 1, Noise: 10, Seed: 4},
}

// CardFile writes a .y4m file in which a card with these bytes lies before the
// camera.
func CardFile(path string, raw []byte, looks ...Look) (err error) {
	var frames []*image.Gray
	for _, look := range looks {
		frame, err := Barcode(raw, look)
		if err != nil {
			return err
		}
		frames = append(frames, frame)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	buffered := bufio.NewWriterSize(file, 1<<20)
	return errors.Join(WriteY4M(buffered, frames), buffered.Flush())
}
