"""Check frames of a programme's tables; ``transforms.publication.programme_check_frames`` puts them together."""
