namespace skattekrona { extern const int placeholder_cli; const int placeholder_cli = 0; }
