"""What people write: checklists, locales and workbooks, with loaders that refuse bad ones."""
