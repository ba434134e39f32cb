/** The desk's own behaviour: live stream, toasts, dialogs, theme, navigation on a phone, ticking times. */

import { startAudio } from "./_audio";
import { startChrome } from "./_chrome";
import { startKeys } from "./_keys";
import { startLive } from "./_live";
import { startNotices } from "./_notices";
import { startPush } from "./_push";
import { startTicking } from "./_ticking";

startChrome();
startNotices();
startLive();
startTicking();
startAudio();
startKeys();
startPush();
