"""Pages of activities: `public` and `calendar` for everybody; the others for staff."""
