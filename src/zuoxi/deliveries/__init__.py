"""Deliveries: notices that leave the product, by e-mail and by webhook.

Channels say where to and which kinds; a table says for each notice and channel whether it was sent,
how often it was tried and what came of it. What a notice says is the business of who gives it; this
package knows nothing of orders, and no personal data of customers leaves by it.
"""
