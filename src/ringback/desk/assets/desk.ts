/** The desk's own behaviour: live stream, toasts, dialogs, theme, navigation on a phone, ticking times, notes. */

import { startAudio } from "./_audio";
import { startChrome } from "./_chrome";
import { startKeys } from "./_keys";
import { startLive } from "./_live";
import { startNotes } from "./_note";
import { startNotices } from "./_notices";
import { startPush } from "./_push";
import { startTicking } from "./_ticking";

startChrome();
startNotices();
startLive();
startTicking();
startAudio();
startKeys();
startNotes();
startPush();
