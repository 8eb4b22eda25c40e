region=us-east-1 account=123456789012 group=shopfloor-gw-fleet
made=.made-123456789012-us-east-1-shopfloor-gw-fleet
  metric battery number
  metric firmware string-list
  metric opened number
  metric seconds_since_seen number
  metric temperature number
