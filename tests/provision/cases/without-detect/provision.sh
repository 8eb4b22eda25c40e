region=eu-central-1 account=123456789012 group=
made=.made-123456789012-eu-central-1
