"""The columns that an import writes are those of the models: a new one without a default fails here."""

import pytest
from django.db import models

from amparo.monitor.imports.writing import COLUMNS


@pytest.mark.parametrize("model", list(COLUMNS), ids=lambda model: model.__name__)
def test_every_column_is_written(model: type[models.Model]) -> None:
    assert sorted(COLUMNS[model]) == sorted(field.column for field in model._meta.concrete_fields)
