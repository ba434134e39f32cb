"""The two sides of one promise: the employer's answer and one's own call, linked by the consent of both."""
