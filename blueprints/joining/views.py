"""An association joins: applies or is invited, fills its profile, is reviewed; its team and unions."""
