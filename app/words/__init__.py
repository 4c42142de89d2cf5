"""The texts of the program in English and 简体中文, as tables; `app.strings` looks them up."""
