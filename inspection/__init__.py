"""The field: checklist, sheet, visit, finding, people and rights; pure, standard library only."""
