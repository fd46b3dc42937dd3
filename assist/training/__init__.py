"""How the model is made: base encoder, data, network, fitting, calibration, export, evaluation."""
