"""The catalogue in the languages of other systems.

`writers` turn records into files, `sru` and `oai` answer foreign clients, `lookup` asks foreign servers,
`open_data` publishes everything.
"""
