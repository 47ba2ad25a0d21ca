"""Every figure of an edition, in one place: its page, report, sheet, poster and the home page show these."""
