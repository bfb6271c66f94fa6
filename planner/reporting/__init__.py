"""What people read: the workbook, the maps, the page."""
