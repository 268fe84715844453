"""Every letter that the site can send, with made-up data: organisers read them before anybody receives one."""
