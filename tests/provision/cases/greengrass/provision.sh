region=us-gov-west-1 account=123456789012 group=cellar-core-fleet
made=.made-123456789012-us-gov-west-1-cellar-core-fleet
