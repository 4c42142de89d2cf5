"""The engines: audio in, captions and translations out; knows neither the app nor Qt."""
