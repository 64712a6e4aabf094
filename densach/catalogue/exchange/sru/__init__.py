"""Search/Retrieve via URL: other catalogues search in ours."""
