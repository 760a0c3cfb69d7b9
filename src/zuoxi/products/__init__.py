"""Pages of products: what one does, how it is used, what changed when, and who answers for it.

Every text stays: an update is a new revision with the day from which it holds, and the centre and
its departments are told of it by a message (``memos``). Prices and stock are not kept here.
"""
