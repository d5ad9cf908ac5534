// What goes wrong with a passkey is said on the page: the library only writes it to the console.
(() => {
  const words = {
    NotAllowedError: 'Nothing was confirmed: the question was closed or took too long, or this device has no passkey for this server. Try again, or use another way.',
    InvalidStateError: 'This device has a passkey for your account already.',
    NotSupportedError: 'This browser or device can’t make such a passkey. Take the tick away, or use another device.',
    ConstraintError: 'This device can’t confirm that it’s you, by a fingerprint, face or PIN. Take the tick away, or use another device.',
    SecurityError: 'Browsers keep passkeys for names over HTTPS, not for addresses of numbers. Open this server by its name, on this machine localhost.',
  };
  document.addEventListener('allauth.error', event => {
    event.preventDefault();
    const place = document.getElementById('passkey-error');
    const name = event.detail?.exception?.name || 'Error';
    place.querySelector('span').textContent = words[name] || `The passkey could not be used (${name}). Try again, or use another way.`;
    place.hidden = false;
  });
})();
