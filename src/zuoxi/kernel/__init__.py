"""What every package stands on: actors, actions, events, errors, lifecycles, options, text.

It knows no customer, no order and no page, and names no other package.
"""
