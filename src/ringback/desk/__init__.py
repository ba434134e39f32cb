"""Where people work: page shell, navigation, Today, the live stream."""
