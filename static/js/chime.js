/* Two short notes, made here: no file to load. A browser lets a page sound once somebody has touched it. */

const NOTES = [880, 1175];
const NOTE_SECONDS = 0.16;
const LOUDNESS = 0.25;
const SHAKE_MS = [120, 60, 120];

let context = null;

export function wake() {
  context ??= new AudioContext();
  context.resume();
}

function play() {
  NOTES.forEach((frequency, number) => {
    const begin = context.currentTime + number * NOTE_SECONDS;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + NOTE_SECONDS);
  });
}

export function ring() {
  navigator.vibrate?.(SHAKE_MS);
  wake();
  if (context.state === "running") play();
  else context.resume().then(play);
}
