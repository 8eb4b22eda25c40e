region=eu-central-1 account=123456789012 group=plant7-gw-fleet
made=.made-123456789012-eu-central-1-plant7-gw-fleet
  metric energy_kwh number
  metric identity_changes number
  metric power_l1 number
  metric product string-list
  metric seconds_since_seen number
  metric settings_changes number
  metric timeouts number
  metric voltage_l1 number
  metric voltage_l2 number
  metric voltage_l3 number
