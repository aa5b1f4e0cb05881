"""An addon that sends by WhatsApp: one file, with its channel and how messages are composed and handed over."""
