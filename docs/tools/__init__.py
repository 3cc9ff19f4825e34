"""What maintainers run: releases, and the parts of the documentation that are made from the code."""
